import { api, type ProductList } from '#lib/api/index.ts';
import { filtersOf, toRequest } from '#lib/shop/filters.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	// The path is read so that another language asks again.
	void url.pathname;
	const filters = filtersOf(url.searchParams);
	return { filters, list: await api.get<ProductList>('/storefront/products', { query: toRequest(filters) }) };
};
