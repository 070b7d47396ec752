import { api, newKey, type OrderGroupView, type PaymentMethod } from '#lib/api/index.ts';
import { goto } from '$app/navigation';

/** An order's page is opened by its secret; the API wants it as a header. */
export const orderHeaders = (token: string): Record<string, string> => ({ 'X-Order-Token': token });

/** Starts the payment and leads to where it is made: our own page in the sandbox, the provider's otherwise. */
export async function pay(group: OrderGroupView, token: string, method: PaymentMethod): Promise<void> {
	const payment = await api.post(
		`/order-groups/${group.id}/payments`,
		{ method },
		{ idempotencyKey: newKey(), headers: orderHeaders(token) }
	);
	const address = payment.checkout_url;
	if (!address) return;
	const target = new URL(address, location.origin);
	if (target.origin === location.origin) await goto(target.pathname + target.search);
	else location.assign(target);
}
