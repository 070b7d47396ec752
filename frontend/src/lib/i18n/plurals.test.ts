import { expect, it } from 'vitest';
import { m } from '#lib/paraglide/messages.js';

it('Slovenian counts in four forms', () => {
	const say = (count: number) => m.count_products({ count }, { locale: 'sl' });
	expect([1, 2, 3, 4, 5, 0, 101, 102, 103, 105].map(say)).toEqual([
		'1 izdelek',
		'2 izdelka',
		'3 izdelki',
		'4 izdelki',
		'5 izdelkov',
		'0 izdelkov',
		'101 izdelek',
		'102 izdelka',
		'103 izdelki',
		'105 izdelkov'
	]);
});

it('English and German count in two', () => {
	expect(m.count_products({ count: 1 }, { locale: 'en' })).toBe('1 product');
	expect(m.count_products({ count: 0 }, { locale: 'en' })).toBe('0 products');
	expect(m.count_products({ count: 2 }, { locale: 'de' })).toBe('2 Produkte');
});
