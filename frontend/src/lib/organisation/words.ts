/** The words for what an organisation is, who is what in it, and how it stands. */
import type { MemberRole, Notice, OrganisationKind, OrganisationStatus, Verdict } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

const kinds: Record<OrganisationKind, () => string> = {
	studio: m.organisation_kind_studio,
	company: m.organisation_kind_company,
	organizer: m.organisation_kind_organizer,
	institution: m.organisation_kind_institution
};
export const kindName = (kind: OrganisationKind): string => kinds[kind]();

const roles: Record<MemberRole, () => string> = {
	owner: m.organisation_role_owner,
	manager: m.organisation_role_manager,
	member: m.organisation_role_member
};
export const roleName = (role: MemberRole): string => roles[role]();

const statuses: Record<OrganisationStatus, { kind: StateKind; text: () => string }> = {
	draft: { kind: 'draft', text: m.organisation_status_draft },
	submitted: { kind: 'wait', text: m.organisation_status_submitted },
	approved: { kind: 'ok', text: m.organisation_status_approved },
	changes_requested: { kind: 'you', text: m.organisation_status_changes_requested },
	refused: { kind: 'no', text: m.organisation_status_refused },
	suspended: { kind: 'no', text: m.organisation_status_suspended },
	closed: { kind: 'off', text: m.organisation_status_closed }
};
export function organisationState(status: OrganisationStatus): { kind: StateKind; text: string } {
	const { kind, text } = statuses[status];
	return { kind, text: text() };
}

const verdicts: Record<Verdict, { kind: StateKind; text: () => string }> = {
	approved: { kind: 'ok', text: m.decision_approved },
	changes_requested: { kind: 'you', text: m.decision_changes_requested },
	refused: { kind: 'no', text: m.decision_refused },
	suspended: { kind: 'no', text: m.decision_suspended },
	restored: { kind: 'ok', text: m.decision_restored },
	upheld: { kind: 'ok', text: m.decision_upheld },
	dismissed: { kind: 'off', text: m.decision_dismissed }
};
export function verdictState(verdict: Verdict): { kind: StateKind; text: string } {
	const { kind, text } = verdicts[verdict];
	return { kind, text: text() };
}

/** A notice of `/me` as a sentence and the page where something can be done about it. */
export function noticeLine(notice: Notice): { text: string; href: string } {
	const name = notice.organisation_name ?? '';
	const place = notice.organisation_id ? `/account/organisations/${notice.organisation_id}` : '/account';
	switch (notice.code) {
		case 'second_factor_missing':
			return { text: m.notice_second_factor_missing(), href: '/account/security' };
		case 'recovery_codes_low':
			return {
				text: m.notice_recovery_codes_low({ count: notice.count ?? 0 }),
				href: '/account/security'
			};
		case 'organisation_incomplete':
			if (!notice.count) return { text: m.notice_organisation_ready({ name }), href: place };
			return { text: m.notice_organisation_incomplete({ name, count: notice.count ?? 0 }), href: place };
		case 'organisation_submitted':
			return { text: m.notice_organisation_submitted({ name }), href: place };
		case 'organisation_changes_requested':
			return { text: m.notice_organisation_changes_requested({ name }), href: place };
		case 'organisation_refused':
			return { text: m.notice_organisation_refused({ name }), href: place };
		case 'organisation_suspended':
			return { text: m.notice_organisation_suspended({ name }), href: place };
		case 'invitation_waiting':
			return { text: m.notice_invitation_waiting({ name }), href: '/account' };
	}
}
