import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url }) => {
	// The path is read so that another language asks again.
	void url.pathname;
	return { maker: await api.get(`/storefront/makers/${encodeURIComponent(params.slug)}`) };
};
