/** What Stripe tells, in words: accounts, parts of payouts, disputes, differences of the books. */
import type { ConnectionStatus, DifferenceKind, DisputeStatus, PartStatus, Thing } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

type Words = [StateKind, () => string];

const accounts: Record<ConnectionStatus, [...Words, () => string]> = {
	begun: ['you', m.stripe_begun, m.stripe_begun_text],
	incomplete: ['you', m.stripe_incomplete, m.stripe_incomplete_text],
	checking: ['wait', m.stripe_checking, m.stripe_checking_text],
	active: ['ok', m.stripe_active, m.stripe_active_text],
	unsupported: ['no', m.stripe_unsupported, m.stripe_unsupported_text]
};
export interface AccountWords {
	kind: StateKind;
	word: string;
	text: string;
}
export function accountWords(status: ConnectionStatus | null | undefined): AccountWords {
	if (!status) return { kind: 'you', word: m.stripe_none(), text: m.stripe_none_text() };
	const [kind, word, text] = accounts[status];
	return { kind, word: word(), text: text() };
}

const parts: Record<PartStatus, Words> = {
	pending: ['wait', m.money_part_pending],
	paid: ['ok', m.money_part_paid],
	failed: ['no', m.money_part_failed],
	reversed: ['off', m.money_part_all_reversed]
};
export const partKind = (status: PartStatus): StateKind => parts[status][0];
export const partWord = (status: PartStatus): string => parts[status][1]();

const disputes: Record<DisputeStatus, Words> = {
	inquiry: ['you', m.dispute_inquiry],
	needs_response: ['you', m.dispute_needs_response],
	under_review: ['wait', m.dispute_under_review],
	won: ['ok', m.dispute_won],
	lost: ['no', m.dispute_lost],
	closed: ['off', m.dispute_ended]
};
export const disputeKind = (status: DisputeStatus): StateKind => disputes[status][0];
export const disputeWord = (status: DisputeStatus): string => disputes[status][1]();

const kinds: Record<DifferenceKind, () => string> = {
	unknown: m.recon_kind_unknown,
	missing: m.recon_kind_missing,
	amount: m.recon_kind_amount,
	fee: m.recon_kind_fee
};
const things: Record<Thing, () => string> = {
	payment: m.recon_thing_payment,
	refund: m.recon_thing_refund,
	transfer: m.recon_thing_transfer,
	reversal: m.recon_thing_reversal,
	dispute: m.recon_thing_dispute
};
/** What differs, and how. */
export const differenceWord = (thing: Thing, kind: DifferenceKind): string =>
	`${things[thing]()}: ${kinds[kind]()}`;
