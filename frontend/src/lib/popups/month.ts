/** A month as a calendar grid: whole weeks from Monday, and what happens on each day. */
import type { PopupCard } from '#lib/api/index.ts';

export interface MonthDay {
	/** `2026-12-11` */
	date: string;
	/** Belongs to the month shown, not to the one before or after. */
	inside: boolean;
	popups: PopupCard[];
}

const iso = (at: Date) => at.toISOString().slice(0, 10);

/** `2026-12` moved by so many months. */
export function monthBeside(month: string, step: number): string {
	const [year = 1970, of = 1] = month.split('-').map(Number);
	return iso(new Date(Date.UTC(year, of - 1 + step, 1, 12))).slice(0, 7);
}

export const isMonth = (text: string | null): text is string => /^\d{4}-(0[1-9]|1[0-2])$/.test(text ?? '');

/** Four to six weeks of seven days. */
export function weeksOf(month: string, popups: PopupCard[]): MonthDay[][] {
	const [year = 1970, of = 1] = month.split('-').map(Number);
	const day = new Date(Date.UTC(year, of - 1, 1, 12));
	// Sunday counts as the last day of its week.
	day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
	const weeks: MonthDay[][] = [];
	do {
		const week: MonthDay[] = [];
		for (let at = 0; at < 7; at++) {
			const date = iso(day);
			week.push({
				date,
				inside: date.startsWith(month),
				popups: popups.filter((popup) => popup.days.some((span) => span.date === date))
			});
			day.setUTCDate(day.getUTCDate() + 1);
		}
		weeks.push(week);
	} while (iso(day).startsWith(month));
	return weeks;
}
