import type { OrderLineView, OrderStatus } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/State.svelte';

/** What a buyer calls each state, and whose turn it is. */
const words: Record<OrderStatus, { text: () => string; kind: StateKind }> = {
	placed: { text: m.order_placed, kind: 'you' },
	paid: { text: m.order_paid, kind: 'wait' },
	accepted: { text: m.order_accepted, kind: 'wait' },
	shipped: { text: m.order_shipped, kind: 'wait' },
	ready_for_pickup: { text: m.order_ready, kind: 'you' },
	delivered: { text: m.order_delivered, kind: 'ok' },
	collected: { text: m.order_collected, kind: 'ok' },
	completed: { text: m.order_completed, kind: 'ok' },
	expired: { text: m.order_expired, kind: 'off' },
	cancelled: { text: m.order_cancelled, kind: 'off' },
	withdrawal_requested: { text: m.order_withdrawal, kind: 'wait' },
	returned: { text: m.order_returned, kind: 'wait' },
	refunded: { text: m.order_refunded, kind: 'off' }
};

export const orderState = (status: OrderStatus) => ({ text: words[status].text(), kind: words[status].kind });

/** `št. 3, 4 od 30`, for pieces of a numbered edition; empty for others. */
export function editionText(line: OrderLineView): string {
	const [first] = line.edition ?? [];
	if (!first) return '';
	return m.edition_numbers({
		numbers: (line.edition ?? []).map(({ number }) => number).join(', '),
		size: first.size
	});
}
