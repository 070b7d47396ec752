import type { ClaimDetail, WithdrawalDetail } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/State.svelte';

const withdrawals: Record<WithdrawalDetail['status'], { text: () => string; kind: StateKind }> = {
	submitted: { text: m.withdraw_status_submitted, kind: 'wait' },
	proof_of_sending: { text: m.withdraw_status_proof_of_sending, kind: 'wait' },
	goods_received: { text: m.withdraw_status_goods_received, kind: 'wait' },
	refunded: { text: m.withdraw_status_refunded, kind: 'ok' }
};

const claims: Record<ClaimDetail['status'], { text: () => string; kind: StateKind }> = {
	open: { text: m.claim_open, kind: 'wait' },
	answered: { text: m.claim_answered, kind: 'ok' },
	closed: { text: m.claim_closed, kind: 'off' }
};

const answers: Record<NonNullable<ClaimDetail['answer']>, () => string> = {
	repair: m.claim_repair,
	replacement: m.claim_replacement,
	reduction: m.claim_reduction,
	refund: m.claim_refund,
	refused: m.claim_refused
};

const exemptions: Record<string, () => string> = {
	made_to_order_personalised: m.withdraw_exempt_made_to_order_personalised,
	perishable: m.withdraw_exempt_perishable,
	hygiene: m.withdraw_exempt_hygiene,
	audio_software: m.withdraw_exempt_audio_software
};

/** Where a withdrawal is. */
export const withdrawalState = (status: WithdrawalDetail['status']) => ({
	text: withdrawals[status].text(),
	kind: withdrawals[status].kind
});
/** Where a claim is. */
export const claimState = (status: ClaimDetail['status']) => ({
	text: claims[status].text(),
	kind: claims[status].kind
});
/** Where a withdrawal or a claim in a list is. */
export const rowState = (status: string) =>
	status in withdrawals
		? withdrawalState(status as WithdrawalDetail['status'])
		: claimState(status as ClaimDetail['status']);
/** What was asked for, or answered. */
export const answerWord = (answer: NonNullable<ClaimDetail['answer']>): string => answers[answer]();
/** Why a piece cannot be withdrawn from. */
export const exemptWord = (reason: string): string => (exemptions[reason] ?? m.withdrawal_exempt)();
/** The last day of a time that ends at midnight. */
export const lastDay = (end: string): string => new Date(new Date(end).getTime() - 60_000).toISOString();
