import { api } from '#lib/api/index.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => {
	// The path is read so that another language asks again.
	void url.pathname;
	const [home, popups] = await Promise.all([
		api.get('/storefront/home'),
		// The shop opens without its calendar, should that be out of reach.
		api.get('/storefront/popups', { query: { limit: 3 } }).catch(() => ({ items: [] }))
	]);
	return { home, popups: popups.items };
};
