/** The words for what a submission or a decision is about, and for its ground. */
import type { Ground, SubmissionKind } from '#lib/api/index.ts';
import { fieldName } from '#lib/desk/words.ts';
import { isLocale, m } from '#lib/i18n/index.ts';

const kinds: Record<SubmissionKind, () => string> = {
	organisation: m.subject_organisation,
	listing: m.subject_listing,
	popup: m.subject_popup,
	challenge: m.desk_kind_challenge,
	report: m.subject_report,
	objection: m.subject_objection
};
export const subjectName = (kind: SubmissionKind): string => kinds[kind]();
export const groundName = (ground: Ground): string =>
	ground === 'law' ? m.decision_ground_law() : m.decision_ground_terms();

/** What a remark of the desk is about: `/description/en` is "Description, English". */
export function remarkPlace(pointer: string): string {
	const parts = pointer.split('/').filter(Boolean);
	const last = parts.at(-1);
	const language = isLocale(last) ? last : null;
	if (language) parts.pop();
	return fieldName({ label: parts.filter((part) => !/^\d+$/.test(part)).join('.'), language });
}
