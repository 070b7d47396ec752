import { expect, it } from 'vitest';
import { cleared, filtersOf, partsOf, toAddress, toggled, toRequest, without } from './filters.ts';
import { queryText } from '#lib/urls.ts';

const of = (text: string) => filtersOf(new URLSearchParams(text));

it('the address and the filters say the same', () => {
	const text = '?q=lan&origin=challenge&town=kropa%2Ckranj&price_max=150&in_stock=true&sort=price_asc';
	expect(queryText(toAddress(of(text)))).toBe(text);
	expect(queryText(toAddress(of('')))).toBe('');
});

it('a form without script repeats a name, a link joins it: both are understood', () => {
	expect(of('town=kropa&town=kranj').facets.town).toEqual(of('town=kropa,kranj').facets.town);
});

it('the API is asked in cents', () => {
	expect(toRequest(of('price_min=5&price_max=150'))).toMatchObject({ price_min: 500, price_max: 15_000 });
	expect(toRequest(of('price_min=x')).price_min).toBeNull();
});

it('every part can be let go of alone', () => {
	const filters = of('q=lan&town=kropa&price_max=50');
	expect(partsOf(filters)).toEqual([{ facet: 'town', code: 'kropa' }, 'price']);
	expect(without(filters, 'price').priceMax).toBeNull();
	expect(toggled(filters, 'town', 'kropa').facets.town).toEqual([]);
	expect(cleared(filters)).toMatchObject({ q: 'lan', priceMax: null });
});
