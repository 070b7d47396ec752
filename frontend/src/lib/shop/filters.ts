/**
 * The list's filters as its address holds them. Prices are in whole euros there, because people read and share
 * addresses; the API counts in cents.
 */
import type { QueryValue } from '#lib/urls.ts';

export const facetNames = ['origin', 'category', 'technique', 'material', 'town', 'maker'] as const;
export type FacetName = (typeof facetNames)[number];

export const sorts = ['newest', 'price_asc', 'price_desc', 'fastest'] as const;
export type Sort = (typeof sorts)[number];

export interface Filters {
	q: string;
	facets: Record<FacetName, string[]>;
	priceMin: number | null;
	priceMax: number | null;
	inStock: boolean;
	sort: Sort;
}

function euros(text: string | null): number | null {
	const value = Number((text ?? '').replace(',', '.'));
	return text && Number.isFinite(value) && value > 0 ? Math.round(value) : null;
}

export function filtersOf(search: {
	get(name: string): string | null;
	getAll(name: string): string[];
}): Filters {
	const codes = (name: string) => [
		...new Set(
			search
				.getAll(name)
				.flatMap((value) => value.split(','))
				.filter((code) => code !== '')
		)
	];
	const sort = search.get('sort');
	return {
		q: (search.get('q') ?? '').trim(),
		facets: Object.fromEntries(facetNames.map((name) => [name, codes(name)])) as Filters['facets'],
		priceMin: euros(search.get('price_min')),
		priceMax: euros(search.get('price_max')),
		inStock: search.get('in_stock') === 'true',
		sort: sorts.find((one) => one === sort) ?? 'newest'
	};
}

/** For the page's own address; what is usual is left out. */
export function toAddress(filters: Filters): Record<string, QueryValue> {
	return {
		q: filters.q,
		...Object.fromEntries(facetNames.map((name) => [name, filters.facets[name].join(',')])),
		price_min: filters.priceMin,
		price_max: filters.priceMax,
		in_stock: filters.inStock,
		sort: filters.sort === 'newest' ? null : filters.sort
	};
}

/** For the API. */
export function toRequest(filters: Filters): Record<string, QueryValue> {
	return {
		...toAddress(filters),
		price_min: filters.priceMin && filters.priceMin * 100,
		price_max: filters.priceMax && filters.priceMax * 100
	};
}

export type Part = { facet: FacetName; code: string } | 'price' | 'inStock' | 'q';

/** Every single thing that narrows the list, for chips and for "without this". */
export function partsOf(filters: Filters): Part[] {
	const parts: Part[] = facetNames.flatMap((facet) => filters.facets[facet].map((code) => ({ facet, code })));
	if (filters.priceMin !== null || filters.priceMax !== null) parts.push('price');
	if (filters.inStock) parts.push('inStock');
	return parts;
}

export function without(filters: Filters, part: Part): Filters {
	if (part === 'price') return { ...filters, priceMin: null, priceMax: null };
	if (part === 'inStock') return { ...filters, inStock: false };
	if (part === 'q') return { ...filters, q: '' };
	return {
		...filters,
		facets: {
			...filters.facets,
			[part.facet]: filters.facets[part.facet].filter((code) => code !== part.code)
		}
	};
}

export function toggled(filters: Filters, facet: FacetName, code: string): Filters {
	const chosen = filters.facets[facet];
	return chosen.includes(code)
		? without(filters, { facet, code })
		: { ...filters, facets: { ...filters.facets, [facet]: [...chosen, code] } };
}

/** Nothing chosen; the words searched for and the order stay. */
export function cleared(filters: Filters): Filters {
	return { ...filtersOf(new URLSearchParams()), q: filters.q, sort: filters.sort };
}

/** What a chosen code is called, by `facet code`, where the list itself does not say because nothing fits. */
export type Names = Record<string, string>;

export async function namesOf(
	filters: Filters,
	known: Partial<Record<FacetName, { code: string; name: string }[]>>,
	terms: () => Promise<Names>
): Promise<Names> {
	const nameless = facetNames.some((facet) =>
		filters.facets[facet].some((code) => !known[facet]?.some((value) => value.code === code))
	);
	return nameless ? terms() : {};
}
