/** A demonstration says so in the page's head, before anybody has signed in; then one may walk in by role. */
import { m } from '#lib/i18n/index.ts';

export const isDemo = (): boolean => document.querySelector('meta[name="modrotisk-demo"]') !== null;

export const demoPassword = 'modrotisk-demo';

export const demoRoles: { email: string; label: () => string }[] = [
	{ email: 'ustvarjalka@example.org', label: m.account_demo_creator },
	{ email: 'koordinatorica@example.org', label: m.account_demo_coordinator },
	{ email: 'organizator@example.org', label: m.account_demo_organizer },
	{ email: 'kupec@example.org', label: m.account_demo_buyer },
	{ email: 'nova@example.org', label: m.account_demo_new_creator },
	{ email: 'podjetje@example.org', label: m.account_demo_company }
];
