import { api, newKey, type OrderGroupView, type PaymentMethod, type PaymentView } from '#lib/api/index.ts';
import { goto } from '$app/navigation';

/** An order's page is opened by its secret; the API wants it as a header. */
export const orderHeaders = (token: string): Record<string, string> => ({ 'X-Order-Token': token });

/** Starts the payment and leads to where it is made: our own page in the sandbox, the provider's otherwise. */
export async function pay(group: OrderGroupView, token: string, method: PaymentMethod): Promise<void> {
	const options = { idempotencyKey: newKey(), headers: orderHeaders(token) };
	await lead(await api.post(`/order-groups/${group.id}/payments`, { method }, options));
}

/** The same for an order that waits for a transfer, which no longer counts then. */
export async function payInstead(group: OrderGroupView, token: string, method: PaymentMethod): Promise<void> {
	const options = { idempotencyKey: newKey(), headers: orderHeaders(token) };
	await lead(await api.post(`/order-groups/${group.id}/payment-switch`, { method }, options));
}

async function lead(payment: PaymentView): Promise<void> {
	const address = payment.checkout_url;
	if (!address) return;
	const target = new URL(address, location.origin);
	if (target.origin === location.origin) await goto(target.pathname + target.search);
	else location.assign(target);
}
