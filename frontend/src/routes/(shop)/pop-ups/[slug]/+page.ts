import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	void url.pathname;
	return { popup: await api.get(`/storefront/popups/${encodeURIComponent(params.slug)}`) };
};
