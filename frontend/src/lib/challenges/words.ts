/** A challenge's codes in words, for everybody: visitors, companies and the desk. */
import { m, money, number } from '#lib/i18n/index.ts';
import type { ChallengeKind, ChallengeState, RoyaltyOption, StatementPeriod } from '#lib/api/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

const states: Record<ChallengeState, [StateKind, () => string]> = {
	draft: ['draft', m.challenge_state_draft],
	submitted: ['wait', m.challenge_state_submitted],
	changes_requested: ['you', m.challenge_state_changes_requested],
	refused: ['no', m.challenge_state_refused],
	approved: ['ok', m.challenge_state_approved],
	published: ['ok', m.challenge_state_published],
	open: ['ok', m.challenge_state_open],
	closed: ['wait', m.challenge_state_closed],
	judging: ['wait', m.challenge_state_judging],
	decided: ['wait', m.challenge_state_decided],
	revealed: ['ok', m.challenge_state_revealed],
	follow_up: ['ok', m.challenge_state_follow_up],
	completed: ['off', m.challenge_state_completed],
	cancelled: ['no', m.challenge_state_cancelled],
	suspended: ['no', m.challenge_state_suspended]
};
export function challengeState(state: ChallengeState): { kind: StateKind; text: string } {
	const [kind, text] = states[state];
	return { kind, text: text() };
}

const kinds: Record<ChallengeKind, () => string> = {
	technique: m.challenge_kind_technique,
	material: m.challenge_kind_material,
	free: m.challenge_kind_free
};
export const challengeKind = (kind: ChallengeKind): string => kinds[kind]();
export const challengeKinds = () =>
	(Object.keys(kinds) as ChallengeKind[]).map((value) => ({ value, label: kinds[value]() }));

const day = 86_400_000;

/** "Open, 12 days left": the one word a visitor wants first. */
export function nearness(
	challenge: { state: ChallengeState; closes_at?: string | null },
	now: number
): string {
	const state = challengeState(challenge.state).text;
	if (challenge.state !== 'open' || !challenge.closes_at) return state;
	const left = Math.floor((Date.parse(challenge.closes_at) - now) / day);
	return `${state}, ${left < 1 ? m.challenges_last_day() : m.challenges_days_left({ count: left })}`;
}

const statements: Record<StatementPeriod, () => string> = {
	quarterly: m.challenges_royalty_quarterly,
	half_yearly: m.challenges_royalty_half_yearly,
	yearly: m.challenges_royalty_yearly
};

export const percent = (bp: number): string => `${number(bp / 100, 2)}\u00a0%`;
const euros = (cents: number): string => money({ amount: cents, currency: 'EUR' });

/** One option of a royalty in sentences; the first says who owes whom how much. */
export function royaltySentences(option: RoyaltyOption): string[] {
	const { rate } = option;
	const company = option.payer === 'company';
	const said: string[] = [];
	if (option.buyout_cents) said.push(m.challenges_royalty_buyout({ amount: euros(option.buyout_cents) }));
	if (rate.kind === 'percent') {
		const share = { percent: percent(rate.bp) };
		said.push(
			company
				? m.challenges_royalty_company_percent(share)
				: option.basis === 'sales_on_platform'
					? m.challenges_royalty_creator_percent(share)
					: m.challenges_royalty_creator_reported(share)
		);
	} else if (rate.kind === 'tiers') {
		said.push(company ? m.challenges_royalty_company_tiers() : m.challenges_royalty_creator_tiers());
		for (const tier of rate.tiers)
			said.push(
				m.challenges_royalty_tier({ pieces: number(tier.from_pieces + 1), percent: percent(tier.bp) })
			);
	} else if (rate.kind === 'per_piece') {
		const amount = { amount: euros(rate.cents) };
		said.push(
			company ? m.challenges_royalty_company_piece(amount) : m.challenges_royalty_creator_piece(amount)
		);
	} else if (!option.buyout_cents) said.push(m.challenges_royalty_none());
	if (option.minimum_per_year_cents)
		said.push(m.challenges_royalty_minimum({ amount: euros(option.minimum_per_year_cents) }));
	if (rate.kind !== 'none') {
		said.push(m.challenges_royalty_term({ count: option.term_years }));
		said.push(statements[option.statement]());
	}
	if (option.material)
		said.push(
			option.material.cents_per_kg > 0
				? m.challenges_royalty_material({ amount: euros(option.material.cents_per_kg) })
				: m.challenges_royalty_material_free()
		);
	if (option.creator_may_produce && company) said.push(m.challenges_royalty_own());
	return said;
}
