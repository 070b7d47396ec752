/** What states of entries and juries are called, and numbers as people read them. */
import type { EntryStatus, JurorStatus, SheetState } from '#lib/api/index.ts';
import { m, number } from '#lib/i18n/index.ts';
import type { StateKind } from '#lib/ui/index.ts';

export const entryStates: Record<EntryStatus, { kind: StateKind; text: () => string }> = {
	draft: { kind: 'draft', text: m.entries_state_draft },
	submitted: { kind: 'ok', text: m.entries_state_submitted },
	withdrawn: { kind: 'off', text: m.entries_state_withdrawn }
};

export const sheetStates: Record<SheetState, { kind: StateKind; text: () => string }> = {
	open: { kind: 'you', text: m.jury_state_open },
	completed: { kind: 'ok', text: m.jury_state_completed },
	recused: { kind: 'off', text: m.jury_state_recused }
};

export const jurorStates: Record<JurorStatus, { kind: StateKind; text: () => string }> = {
	invited: { kind: 'wait', text: m.judging_state_invited },
	accepted: { kind: 'ok', text: m.judging_state_accepted },
	declined: { kind: 'off', text: m.judging_state_declined },
	removed: { kind: 'off', text: m.judging_state_removed }
};

/** `33,34` from basis points. */
export const percent = (bp: number): string => number(bp / 100, 2);

/** `8,07` from thousandths of a point. */
export const milli = (value: number): string => number(value / 1000, 2);

/** `8,1` from hundredths of a point. */
export const hundredths = (value: number): string => number(value / 100, 2);
