/** States of transfers in words. */
import type { BankDue, GiveBackKind, StatementOutcome } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

const outcomes: Record<StatementOutcome, [StateKind, () => string]> = {
	paid: ['ok', m.bank_outcome_paid],
	partial: ['wait', m.bank_outcome_partial],
	overpaid: ['you', m.bank_outcome_overpaid],
	late: ['you', m.bank_outcome_late],
	confirmed: ['ok', m.bank_outcome_confirmed],
	again: ['off', m.bank_outcome_again],
	unmatched: ['you', m.bank_outcome_unmatched],
	other_account: ['off', m.bank_outcome_other_account]
};
export const outcomeKind = (outcome: StatementOutcome): StateKind => outcomes[outcome][0];
export const outcomeWord = (outcome: StatementOutcome): string => outcomes[outcome][1]();

const statuses: Record<BankDue['status'], [StateKind, () => string]> = {
	unpaid: ['wait', m.bank_status_unpaid],
	partial: ['wait', m.bank_status_partial],
	paid: ['ok', m.bank_status_paid],
	overpaid: ['you', m.bank_status_overpaid],
	expired: ['off', m.bank_status_expired],
	cancelled: ['off', m.bank_status_cancelled]
};
export const dueStatusKind = (status: BankDue['status']): StateKind => statuses[status][0];
export const dueStatusWord = (status: BankDue['status']): string => statuses[status][1]();

const kinds: Record<GiveBackKind, () => string> = {
	refund: m.bank_back_kind_refund,
	overpaid: m.bank_back_kind_overpaid,
	late: m.bank_back_kind_late
};
export const giveBackWord = (kind: GiveBackKind): string => kinds[kind]();

/** Today where the makers are, as a day. */
export const today = (): string =>
	new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Ljubljana' }).format(new Date());
