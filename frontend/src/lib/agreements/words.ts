/** States of agreements, of ties and of royalty periods in words. */
import type { AgreementRow, AgreementStatus, ProductLinkView, RoyaltyPeriodState } from '#lib/api/index.ts';
import { m, number } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

const statuses: Record<AgreementStatus, [StateKind, () => string]> = {
	offered: ['wait', m.agreement_status_offered],
	signed_by_company: ['wait', m.agreement_status_signed_by_company],
	signed_by_creator: ['wait', m.agreement_status_signed_by_creator],
	in_force: ['ok', m.agreement_status_in_force],
	declined: ['off', m.agreement_status_declined],
	expired: ['off', m.agreement_status_expired]
};
export const agreementKind = (row: AgreementRow): StateKind =>
	row.waits_for_you ? 'you' : statuses[row.status][0];
export const agreementWord = (row: AgreementRow): string =>
	row.waits_for_you ? m.agreement_waits() : statuses[row.status][1]();
export const isOpen = (row: AgreementRow): boolean => statuses[row.status][0] === 'wait';

const periods: Record<RoyaltyPeriodState, [StateKind, () => string]> = {
	running: ['draft', m.royalties_state_running],
	to_report: ['you', m.royalties_state_to_report],
	late: ['no', m.royalties_state_late],
	owed: ['wait', m.royalties_state_owed],
	settled: ['ok', m.royalties_state_settled]
};
export const periodKind = (state: RoyaltyPeriodState): StateKind => periods[state][0];
export const periodWord = (state: RoyaltyPeriodState): string => periods[state][1]();

/** `2026-Q4` is the 4th quarter of 2026; a sum that is paid once has a name of its own. */
export function periodName(name: string): string {
	if (name === 'signing') return m.royalties_signing();
	const [, year, kind, part] = /^(\d{4})-([QH])(\d)$/.exec(name) ?? [];
	if (!year || !part) return name;
	return kind === 'Q'
		? m.royalties_quarter_name({ quarter: part, year })
		: m.royalties_half_name({ half: part, year });
}

/** `33,34 %` of basis points. */
export const percent = (bp: number): string => `${number(bp / 100, 2)} %`;

export function linkState(link: ProductLinkView): { kind: StateKind; text: string } {
	if (link.agreement_id) return { kind: 'ok', text: m.links_by_agreement() };
	if (link.status === 'accepted') return { kind: 'ok', text: m.links_accepted() };
	return link.waits_for_you
		? { kind: 'you', text: m.links_waits_for_you() }
		: { kind: 'wait', text: m.links_waits() };
}
