import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url, depends }) => {
	void url.pathname;
	depends('modrotisk:challenge');
	return {
		challenge: await api.get(`/storefront/challenges/${encodeURIComponent(params.slug)}`)
	};
};
