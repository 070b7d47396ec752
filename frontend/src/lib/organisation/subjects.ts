/** The words for what a submission or a decision is about, and for its ground. */
import type { Ground, SubmissionKind } from '#lib/api/index.ts';
import { m } from '#lib/i18n/index.ts';

const kinds: Record<SubmissionKind, () => string> = {
	organisation: m.subject_organisation,
	listing: m.subject_listing,
	popup: m.subject_popup,
	report: m.subject_report,
	objection: m.subject_objection
};
export const subjectName = (kind: SubmissionKind): string => kinds[kind]();
export const groundName = (ground: Ground): string =>
	ground === 'law' ? m.decision_ground_law() : m.decision_ground_terms();
