/** The words of the studio for states, reasons and places in a form. */
import type { DraftStatus, ListingStatus, Missing, OrderStatus, Term, Vocabularies } from '#lib/api/index.ts';
import { best, m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';
import { standing, type Standing } from './listing.ts';

const standings: Record<Standing, { kind: StateKind; text: () => string }> = {
	draft: { kind: 'draft', text: m.listing_draft },
	submitted: { kind: 'wait', text: m.listing_submitted },
	changes_requested: { kind: 'you', text: m.listing_changes_requested },
	refused: { kind: 'no', text: m.listing_refused },
	live: { kind: 'ok', text: m.listing_live },
	live_edited: { kind: 'ok', text: m.listing_live_edited },
	live_submitted: { kind: 'ok', text: m.listing_live_submitted },
	live_changes_requested: { kind: 'you', text: m.listing_live_changes },
	live_refused: { kind: 'no', text: m.listing_live_refused },
	paused: { kind: 'off', text: m.listing_paused },
	suspended: { kind: 'no', text: m.listing_suspended },
	archived: { kind: 'off', text: m.listing_archived }
};

export function listingState(status: ListingStatus, draft: DraftStatus): { kind: StateKind; text: string } {
	const { kind, text } = standings[standing(status, draft)];
	return { kind, text: text() };
}

const orders: Record<OrderStatus, { kind: StateKind; text: () => string }> = {
	placed: { kind: 'wait', text: m.studio_order_placed },
	paid: { kind: 'you', text: m.studio_order_paid },
	accepted: { kind: 'you', text: m.studio_order_accepted },
	shipped: { kind: 'wait', text: m.studio_order_shipped },
	ready_for_pickup: { kind: 'wait', text: m.studio_order_ready },
	delivered: { kind: 'ok', text: m.studio_order_delivered },
	collected: { kind: 'ok', text: m.studio_order_collected },
	completed: { kind: 'ok', text: m.studio_order_completed },
	expired: { kind: 'off', text: m.studio_order_expired },
	cancelled: { kind: 'off', text: m.studio_order_cancelled },
	withdrawal_requested: { kind: 'you', text: m.studio_order_withdrawal },
	returned: { kind: 'wait', text: m.studio_order_returned },
	refunded: { kind: 'off', text: m.studio_order_refunded }
};

export function makerOrderState(status: OrderStatus): { kind: StateKind; text: string } {
	const { kind, text } = orders[status];
	return { kind, text: text() };
}

export const terms = (list: Term[]): { value: string; label: string }[] =>
	list.map((term) => ({ value: term.code, label: best(term.names) }));

export function termName(list: Term[] | undefined, code: string | null | undefined): string {
	if (!code) return '';
	const term = list?.find((one) => one.code === code);
	return term ? best(term.names) : code;
}

export const traitsOf = (words: Vocabularies | undefined, category: string | null): string[] =>
	words?.categories.find((one) => one.code === category)?.traits ?? [];

/** The gap for a field, if the checklist names it; gaps below it count too. */
export function gapAt(missing: Missing[], pointer: string): Missing | undefined {
	return missing.find((gap) => gap.pointer === pointer || gap.pointer.startsWith(`${pointer}/`));
}
