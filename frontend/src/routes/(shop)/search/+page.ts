import { api } from '#lib/api/index.ts';
import { filtersOf, namesOf, toRequest } from '#lib/shop/filters.ts';
import { termNames } from '#lib/shop/terms.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	// The path is read so that another language asks again.
	void url.pathname;
	const filters = filtersOf(url.searchParams);
	const list = await api.get('/storefront/products', { query: toRequest(filters) });
	return { filters, list, names: await namesOf(filters, list.facets, termNames) };
};
