import { api } from '#lib/api/index.ts';
import { isMonth } from '#lib/popups/month.ts';
import { today } from '#lib/popups/words.ts';
import type { PageLoad } from './$types';

/** `?month=2026-12` is the calendar, `?when=past` what was, nothing what comes. */
export const load: PageLoad = async ({ url }) => {
	void url.pathname;
	const asked = url.searchParams.get('month');
	if (asked !== null) {
		const month = isMonth(asked) ? asked : today().slice(0, 7);
		const cards = await api.get('/storefront/popups', { query: { month } });
		return { view: 'calendar' as const, month, cards };
	}
	const view = url.searchParams.get('when') === 'past' ? ('past' as const) : ('upcoming' as const);
	const cards = await api.get('/storefront/popups', { query: { when: view } });
	return { view, month: today().slice(0, 7), cards };
};
