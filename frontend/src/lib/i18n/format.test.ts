import { describe, expect, it } from 'vitest';
import { countdown, date, dateRange, money, relative, size, weight } from './format.ts';

const eur = (amount: number) => ({ amount, currency: 'EUR' });

describe('prices', () => {
	it('are written as each language writes them', () => {
		expect(money('sl', eur(128_450))).toBe('1.284,50\u00a0€');
		expect(money('en', eur(128_450))).toBe('€1,284.50');
		expect(money('de', eur(6_400))).toBe('€\u00a064,00');
	});

	it('carry a true minus and never lose a cent', () => {
		expect(money('sl', eur(-8_351))).toBe('−83,51\u00a0€');
		expect(money('sl', eur(1))).toBe('0,01\u00a0€');
	});
});

describe('dates', () => {
	it('are read in Ljubljana, whatever the device thinks', () => {
		expect(date('sl', '2026-12-11T23:30:00Z')).toBe('12. 12. 2026');
		expect(date('sl', '2026-12-11T15:00:00Z', 'time')).toBe('16:00');
	});

	it('do not shift when they are calendar days', () => {
		expect(date('sl', '2026-12-11')).toBe('11. 12. 2026');
		expect(date('en', '2026-03-29')).toBe('29/3/2026');
	});

	it('join into ranges', () => {
		expect(dateRange('sl', '2026-12-11', '2026-12-11')).toBe('11. 12. 2026');
		expect(dateRange('sl', '2026-12-11', '2026-12-13')).toContain('13. 12. 2026');
	});

	it('know the dual', () => {
		const now = Date.parse('2026-11-24T12:00:00Z');
		expect(relative('sl', '2026-11-22T12:00:00Z', now)).toBe('predvčerajšnjim');
		expect(relative('sl', '2026-11-24T10:00:00Z', now)).toBe('pred 2 urama');
	});
});

describe('measures', () => {
	it('are in centimetres and kilograms', () => {
		expect(size('sl', 880, 780, 5)).toBe('88\u00a0×\u00a078\u00a0×\u00a00,5\u00a0cm');
		expect(size('sl', 0, null)).toBe('');
		expect(weight('sl', 340)).toBe('0,34\u00a0kg');
	});
});

it('a countdown never runs below nothing', () => {
	expect(countdown(768_999)).toBe('12:48');
	expect(countdown(-5)).toBe('0:00');
});
