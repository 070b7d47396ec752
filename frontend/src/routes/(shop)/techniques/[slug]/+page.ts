import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	void url.pathname;
	return { technique: await api.get(`/storefront/techniques/${encodeURIComponent(params.slug)}`) };
};
