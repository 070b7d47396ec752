import { describe, expect, it } from 'vitest';
import type { PopupCard } from '#lib/api/index.ts';
import { isMonth, monthBeside, weeksOf } from './month.ts';

const card = (...dates: string[]) => ({ days: dates.map((date) => ({ date })) }) as PopupCard;

describe('a month of pop-ups', () => {
	it('begins on the Monday before the first and ends on the Sunday after the last', () => {
		const weeks = weeksOf('2026-12', []);
		expect(weeks[0]?.[0]?.date).toBe('2026-11-30');
		expect(weeks.at(-1)?.at(-1)?.date).toBe('2027-01-03');
		expect(weeks.every((week) => week.length === 7)).toBe(true);
	});
	it('a February of exactly four weeks has four', () => {
		expect(weeksOf('2027-02', [])).toHaveLength(4);
	});
	it('an event stands on each of its days and on no other', () => {
		const days = weeksOf('2026-12', [card('2026-12-11', '2026-12-12')]).flat();
		expect(days.filter((day) => day.popups.length > 0).map((day) => day.date)).toEqual([
			'2026-12-11',
			'2026-12-12'
		]);
	});
	it('the clocks changing moves no day', () => {
		const dates = weeksOf('2026-10', [])
			.flat()
			.map((day) => day.date);
		expect(new Set(dates).size).toBe(dates.length);
		expect(dates).toContain('2026-10-25');
	});
	it('the month beside December is January of the next year', () => {
		expect(monthBeside('2026-12', 1)).toBe('2027-01');
		expect(monthBeside('2027-01', -1)).toBe('2026-12');
		expect(isMonth('2026-13')).toBe(false);
	});
});
