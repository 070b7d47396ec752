import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ params, url, depends }) => {
	// The path is read so that another language asks again.
	void url.pathname;
	depends('modrotisk:order');
	return {
		token: params.token,
		group: await api.get(`/order-groups/by-link/${encodeURIComponent(params.token)}`)
	};
};
