import { describe, expect, it } from 'vitest';
import { centsOf, centsText, decimalOf, partsText } from './amount.ts';

describe('amounts as they are typed', () => {
	it('reads both decimal signs and the thousands of Slovenia', () => {
		expect(centsOf('64')).toBe(6400);
		expect(centsOf('64,5')).toBe(6450);
		expect(centsOf('64.50')).toBe(6450);
		expect(centsOf('1.284,50 €')).toBe(128450);
		expect(centsOf('1.284')).toBe(128400);
		expect(centsOf('0,29')).toBe(29);
	});

	it('knows nothing from nonsense', () => {
		expect(centsOf('')).toBeNull();
		expect(centsOf('abc')).toBeNaN();
		expect(decimalOf('−4,50')).toBe(-4.5);
	});

	it('writes them back the way they are read', () => {
		expect(centsText(6400)).toBe('64,00');
		expect(centsText(-450)).toBe('−4,50');
		expect(centsText(null)).toBe('');
		expect(partsText(1250, 1000)).toBe('1,25');
		expect(partsText(340, 10)).toBe('34');
	});
});
