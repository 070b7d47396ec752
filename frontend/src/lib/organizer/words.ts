/** The organizer's codes in words. */
import { m } from '#lib/i18n/index.ts';
import type {
	MakerStatus,
	PopupDraftStatus,
	PopupKind,
	PopupStatus,
	ProgrammeKind,
	StepFree
} from '#lib/api/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

type Words<T extends string> = Record<T, () => string>;
const options = <T extends string>(words: Words<T>): { value: T; label: string }[] =>
	(Object.keys(words) as T[]).map((value) => ({ value, label: words[value]() }));

const popupKinds: Words<PopupKind> = {
	popup: m.organizer_kind_popup,
	festival: m.organizer_kind_festival,
	workshop_day: m.organizer_kind_workshop_day,
	career_day: m.organizer_kind_career_day,
	shop_window_route: m.organizer_kind_shop_window_route
};
export const popupKind = (kind: PopupKind): string => popupKinds[kind]();
export const popupKindOptions = () => options(popupKinds);

const programmeKinds: Words<ProgrammeKind> = {
	opening: m.organizer_pk_opening,
	talk: m.organizer_pk_talk,
	tour: m.organizer_pk_tour,
	workshop: m.organizer_pk_workshop,
	show: m.organizer_pk_show,
	music: m.organizer_pk_music,
	demonstration: m.organizer_pk_demonstration,
	meeting: m.organizer_pk_meeting,
	handover: m.organizer_pk_handover,
	other: m.organizer_pk_other
};
export const programmeKind = (kind: ProgrammeKind): string => programmeKinds[kind]();
export const programmeKindOptions = () => options(programmeKinds);

const stepFrees: Words<StepFree> = {
	step_free: m.organizer_v_step_free_step_free,
	ramp: m.organizer_v_step_free_ramp,
	lift: m.organizer_v_step_free_lift,
	limited: m.organizer_v_step_free_limited,
	none: m.organizer_v_step_free_none
};
export const stepFreeOptions = () => options(stepFrees);

const statuses: Record<PopupStatus, [StateKind, () => string]> = {
	draft: ['draft', m.organizer_status_draft],
	submitted: ['wait', m.organizer_status_submitted],
	changes_requested: ['you', m.organizer_status_changes_requested],
	refused: ['no', m.organizer_status_refused],
	approved: ['ok', m.organizer_status_approved],
	announced: ['ok', m.organizer_status_announced],
	programme_published: ['ok', m.organizer_status_programme_published],
	live: ['ok', m.organizer_status_live],
	ended: ['off', m.organizer_status_ended],
	postponed: ['you', m.organizer_status_postponed],
	cancelled: ['no', m.organizer_status_cancelled],
	suspended: ['no', m.organizer_status_suspended]
};
export function popupState(status: PopupStatus): { kind: StateKind; text: string } {
	const [kind, text] = statuses[status];
	return { kind, text: text() };
}

const draftStatuses: Record<PopupDraftStatus, [StateKind, () => string]> = {
	editing: ['draft', m.organizer_draft_editing],
	submitted: ['wait', m.organizer_draft_submitted],
	changes_requested: ['you', m.organizer_draft_changes_requested],
	refused: ['no', m.organizer_draft_refused]
};
export function draftState(status: PopupDraftStatus): { kind: StateKind; text: string } {
	const [kind, text] = draftStatuses[status];
	return { kind, text: text() };
}

const makerStatuses: Record<MakerStatus, [StateKind, () => string]> = {
	invited: ['wait', m.organizer_maker_invited],
	confirmed: ['ok', m.organizer_maker_confirmed],
	declined: ['no', m.organizer_maker_declined],
	removed: ['off', m.organizer_maker_removed]
};
export function makerState(status: MakerStatus): { kind: StateKind; text: string } {
	const [kind, text] = makerStatuses[status];
	return { kind, text: text() };
}

/** Letters without their marks, for searching by name. */
export const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
