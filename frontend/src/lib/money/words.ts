/** States, reasons and codes of money in words. */
import type {
	DocumentKind,
	DueState,
	HeldReason,
	MoneyOrder,
	PayoutBatchStatus,
	PayoutLineKind,
	PayoutStatus,
	Purpose,
	ReleaseRule,
	TransferCode
} from '#lib/api/index.ts';
import { date, m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

const statuses: Record<PayoutStatus | PayoutBatchStatus, [StateKind, () => string]> = {
	prepared: ['you', m.money_status_prepared],
	left_out: ['off', m.money_status_left_out],
	released: ['wait', m.money_status_released],
	sent: ['wait', m.money_status_sent],
	paid: ['ok', m.money_status_paid],
	failed: ['no', m.money_status_failed],
	returned: ['no', m.money_status_returned],
	discarded: ['off', m.money_status_discarded]
};
export const statusKind = (status: PayoutStatus | PayoutBatchStatus): StateKind => statuses[status][0];
export const statusWord = (status: PayoutStatus | PayoutBatchStatus): string => statuses[status][1]();

const codes: Record<TransferCode, () => string> = {
	capture: m.money_code_capture,
	commission: m.money_code_commission,
	commission_vat: m.money_code_commission_vat,
	processor_fee: m.money_code_processor_fee,
	refund: m.money_code_refund,
	commission_back: m.money_code_commission_back,
	commission_vat_back: m.money_code_commission_vat_back,
	payout: m.money_code_payout,
	payout_back: m.money_code_payout_back,
	dispute: m.money_code_dispute,
	correction: m.money_code_correction,
	royalty: m.money_code_royalty,
	royalty_back: m.money_code_royalty_back,
	royalty_paid: m.money_code_royalty_paid,
	commission_paid: m.money_code_commission_paid
};
export const codeWord = (code: TransferCode): string => codes[code]();

const kinds: Record<PayoutLineKind, () => string> = {
	order: m.money_kind_order,
	refund: m.money_kind_refund,
	fee: m.money_kind_fee,
	dispute: m.money_kind_dispute,
	correction: m.money_kind_correction
};
export const kindWord = (kind: PayoutLineKind): string => kinds[kind]();

const reasons: Record<HeldReason, () => string> = {
	debt: m.deskmoney_reason_debt,
	no_account: m.deskmoney_reason_no_account,
	account_not_ready: m.deskmoney_reason_account_not_ready,
	below_minimum: m.deskmoney_reason_below_minimum,
	missing_tax_data: m.deskmoney_reason_missing_tax_data,
	suspended: m.deskmoney_reason_suspended,
	refund_on_the_way: m.deskmoney_reason_refund_on_the_way,
	disputed: m.deskmoney_reason_disputed
};
export const reasonWord = (reason: HeldReason): string => reasons[reason]();

/** Why a payout was left out, failed or came back. */
export function noteWord(note: string): string {
	if (note === 'changed_since_prepared') return m.money_changed();
	return note === 'account_not_ready' ? m.money_account_not_ready() : note;
}

export const releaseRules: Record<ReleaseRule, () => string> = {
	paid: m.money_rule_paid,
	shipped: m.money_rule_shipped,
	delivered: m.money_rule_delivered,
	delivered_14_days: m.money_rule_delivered_14_days
};

const purposes: Record<Purpose, () => string> = {
	clearing: m.deskmoney_clearing,
	unassigned: m.deskmoney_unassigned,
	due: m.deskmoney_due,
	commission: m.deskmoney_commission,
	commission_vat: m.deskmoney_commission_vat,
	processor_fee: m.deskmoney_processor_fee,
	own_account: m.deskmoney_own_account,
	own_sales: m.deskmoney_own_sales,
	commission_owed: m.deskmoney_commission_owed,
	commission_received: m.deskmoney_commission_received,
	royalty_owed: m.deskmoney_royalty_owed,
	royalty_due: m.deskmoney_royalty_due
};
export const purposeWord = (purpose: Purpose): string => purposes[purpose]();

/** Why money waits, and until when. */
export function dueWord(order: MoneyOrder): string {
	// A midnight is the end of the day before it.
	const day = order.due_at ? date(new Date(new Date(order.due_at).getTime() - 1).toISOString()) : '';
	const words: Record<DueState, () => string> = {
		payable: order.in_batch ? m.money_state_in_batch : m.money_state_payable,
		waits_for_shipment: m.money_state_waits_for_shipment,
		waits_for_arrival: () => m.money_state_waits_for_arrival({ date: day }),
		waits_for_withdrawal: () => m.money_state_waits_for_withdrawal({ date: day }),
		returning: m.money_state_returning,
		refunding: m.money_state_refunding,
		disputed: m.money_state_disputed
	};
	return words[order.state]();
}

export function dueKind(order: MoneyOrder): StateKind {
	if (order.state === 'payable') return 'ok';
	return ['returning', 'refunding', 'disputed'].includes(order.state) ? 'no' : 'wait';
}

const documents: Record<DocumentKind, () => string> = {
	invoice: m.document_kind_invoice,
	credit_note: m.document_kind_credit_note,
	commission_invoice: m.document_kind_commission_invoice,
	commission_credit_note: m.document_kind_commission_credit_note,
	statement: m.document_kind_statement
};
export const documentKinds = Object.keys(documents) as DocumentKind[];
export const documentWord = (kind: DocumentKind): string => documents[kind]();
