import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	void url.pathname;
	return { techniques: (await api.get('/storefront/techniques')).items };
};
