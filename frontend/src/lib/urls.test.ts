import { describe, expect, it } from 'vitest';
import { localeOfPath, pageOf, pathOf, queryText, routeOf, translated } from './urls.ts';

describe('the map of addresses', () => {
	it('writes Slovenian without a prefix and the others with one', () => {
		expect(pathOf('sl', 'home')).toBe('/');
		expect(pathOf('en', 'home')).toBe('/en');
		expect(pathOf('sl', 'product', { slug: 'predpasnik-lontrg' })).toBe('/izdelki/predpasnik-lontrg');
		expect(pathOf('de', 'makers')).toBe('/de/kreative');
		expect(pathOf('en', 'products', {}, { q: 'lan', technique: ['a', 'b'], in_stock: false })).toBe(
			'/en/products?q=lan&technique=a&technique=b'
		);
	});

	it('leads every localized address to the same route', () => {
		for (const path of ['/izdelki/x', '/en/products/x', '/de/produkte/x'])
			expect(routeOf(path)).toBe('/products/x');
		for (const path of ['/', '/en', '/de', '/en/']) expect(routeOf(path)).toBe('/');
		expect(routeOf('/narocilo/t%C5%BE')).toBe('/order/t%C5%BE');
	});

	it('does not mix languages and sends the unknown to the page for that', () => {
		expect(pageOf('/en/izdelki')).toBeNull();
		expect(pageOf('/products')).toBeNull();
		expect(routeOf('/products')).toBe('/not-found');
		expect(routeOf('/izdelki/a/b')).toBe('/not-found');
		expect(pageOf('/izdelki/%E0%A4%A')?.params.slug).toBe('%E0%A4%A');
	});

	it('leaves the back office alone', () => {
		expect(localeOfPath('/studio/products')).toBeNull();
		expect(routeOf('/studio/products')).toBe('/studio/products');
		expect(localeOfPath('/studios')).toBe('sl');
	});

	it('keeps page, place and query when the language changes', () => {
		const url = new URL('https://example.org/izdelki/klobuk?pogled=1');
		expect(translated(url, 'de')).toBe('/de/produkte/klobuk?pogled=1');
		expect(translated(new URL('https://example.org/studio?a=1'), 'de')).toBe('/studio?a=1');
		expect(translated(new URL('https://example.org/nothing'), 'en')).toBe('/en');
	});

	it('leaves empty questions out', () => {
		expect(queryText({ a: '', b: null, c: undefined, d: 0, e: true })).toBe('?d=0&e=true');
	});
});
