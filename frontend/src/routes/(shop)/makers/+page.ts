import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	// The path is read so that another language asks again.
	void url.pathname;
	return { makers: (await api.get('/storefront/makers')).items };
};
