import { describe, expect, it } from 'vitest';
import { dayAfter, differentDays, fromLocal, toLocal } from './days.ts';

describe('days of an event', () => {
	it('the day after the last of the year is the first of the next', () => {
		expect(dayAfter('2026-12-31')).toBe('2027-01-01');
	});
	it('the day after a short day is still the next day', () => {
		expect(dayAfter('2027-03-28')).toBe('2027-03-29');
	});
	it('days come once and in order', () => {
		expect(differentDays(['2026-12-12', '', '2026-12-11', '2026-12-12'])).toEqual([
			'2026-12-11',
			'2026-12-12'
		]);
	});
});

describe('an announcement at a local time', () => {
	it('is one hour behind UTC in winter and two in summer', () => {
		expect(fromLocal('2026-12-01T09:00', 'Europe/Ljubljana')).toBe('2026-12-01T08:00:00.000Z');
		expect(fromLocal('2027-07-01T09:00', 'Europe/Ljubljana')).toBe('2027-07-01T07:00:00.000Z');
	});
	it('comes back as it was typed, on the days the clocks change too', () => {
		for (const local of ['2026-10-25T04:00', '2027-03-28T01:30', '2027-03-28T03:30', '2026-12-11T16:00'])
			expect(toLocal(fromLocal(local, 'Europe/Ljubljana'), 'Europe/Ljubljana')).toBe(local);
	});
	it('nothing typed is no announcement time', () => {
		expect(fromLocal('')).toBeNull();
		expect(toLocal(null)).toBe('');
	});
});
