/** The words of the upkeep: what a job does, where it and a letter stand. */
import type { JobView, OutboxItem } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

const names: Record<string, () => string> = {
	'mail.send': m.job_mail_send,
	'refunds.send': m.job_refunds_send,
	'refunds.settled': m.job_payout_reverse,
	'payouts.take_back': m.job_payout_reverse,
	'payouts.reverse': m.job_payout_reverse,
	'payouts.transfer': m.job_payout_transfer,
	'checkout.charge': m.job_charge,
	'processor.look': m.job_processor_look,
	'processor.accounts': m.job_accounts,
	'processor.reconcile': m.job_reconcile,
	'popups.clock': m.job_popups_clock,
	'challenges.clock': m.job_challenges_clock,
	'checkout.expire': m.job_checkout_expire,
	'checkout.sweep_carts': m.job_sweep,
	'fulfilment.complete': m.job_fulfilment_complete,
	'catalogue.refresh': m.job_catalogue_refresh,
	'media.erase': m.job_media_erase,
	'media.sweep': m.job_sweep,
	'identity.sweep': m.job_sweep,
	'machinery.forget': m.job_sweep
};

/** What it does, for people; a kind that has no words yet says that it works by itself. */
export const jobName = (kind: string): string => (names[kind] ?? m.job_other)();

export function jobState(job: JobView): { kind: StateKind; text: string } {
	if (job.status === 'dead') return { kind: 'no', text: m.upkeep_state_dead() };
	if (job.status === 'running') return { kind: 'wait', text: m.upkeep_state_running() };
	if (job.status === 'done') return { kind: 'ok', text: m.upkeep_state_done() };
	return job.last_error
		? { kind: 'you', text: m.upkeep_state_failing() }
		: { kind: 'wait', text: m.upkeep_state_waiting() };
}

export function letterState(letter: OutboxItem): { kind: StateKind; text: string } {
	if (letter.status === 'sent') return { kind: 'ok', text: m.upkeep_state_sent() };
	return letter.job ? jobState(letter.job) : { kind: 'wait', text: m.upkeep_state_waiting() };
}
