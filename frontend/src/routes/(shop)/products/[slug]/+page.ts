import { api, type ProductPage } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	// The path is read so that another language asks again.
	void url.pathname;
	return { product: await api.get<ProductPage>(`/storefront/products/${encodeURIComponent(params.slug)}`) };
};
