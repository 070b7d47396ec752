import { textFor } from '#lib/texts/load.ts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url }) => ({ text: await textFor('accessibility', url.pathname) });
