/** The pages of those who work: studio, company and organizer, desk; see `support/places.ts`. */
import { test } from '@playwright/test';
import { furnish, type Market } from './support/market.ts';
import { area, signedIn, type Place } from './support/places.ts';

let market: Market;
test.beforeAll(async () => {
	market = await furnish();
});

const studio: Place[] = [
	{ name: 'today', path: () => '/studio', main: true },
	{ name: 'listings', path: () => '/studio/listings', main: true },
	{ name: 'listing', path: () => `/studio/listings/${market.draft}`, main: true },
	{ name: 'listing preview', path: () => `/studio/listings/${market.maker.product}/preview` },
	{ name: 'orders', path: () => '/studio/orders' },
	{ name: 'order', path: () => `/studio/orders/${market.studioOrder}`, main: true },
	{ name: 'returns', path: () => '/studio/orders?tab=returns' },
	{ name: 'messages', path: () => '/studio/orders?tab=messages' },
	{ name: 'order with messages', path: () => `/studio/orders/${market.talked}` },
	{ name: 'reviews', path: () => '/studio/reviews', main: true },
	{ name: 'stock', path: () => '/studio/stock' },
	{ name: 'money', path: () => '/studio/money', main: true },
	{ name: 'statement', path: () => `/studio/money/payouts/${market.payout}`, main: true },
	{ name: 'transfers', path: () => '/studio/money/bank', main: true },
	{ name: 'payouts by Stripe', path: () => '/studio/money/stripe' },
	{ name: 'agreements', path: () => '/studio/agreements' },
	{ name: 'royalties', path: () => '/studio/royalties' },
	{ name: 'documents', path: () => '/studio/documents', main: true },
	{ name: 'documents, none found', path: () => '/studio/documents?year=2021' },
	{ name: 'pop-ups', path: () => '/studio/popups' },
	{ name: 'delivery', path: () => '/studio/delivery' },
	{ name: 'decisions', path: () => '/studio/decisions' },
	{ name: 'profile', path: () => '/studio/profile' },
	{ name: 'members', path: () => '/studio/members' }
];
const organizer: Place[] = [
	{ name: 'events', path: () => '/organizer' },
	{ name: 'event', path: () => `/organizer/events/${market.popup.id}`, main: true },
	{ name: 'event preview', path: () => `/organizer/events/${market.popup.id}/preview` },
	{ name: 'venues', path: () => '/organizer/venues' },
	{ name: 'challenges', path: () => '/organizer/challenges', main: true },
	{ name: 'challenge, draft', path: () => `/organizer/challenges/${market.challenge.draft}`, main: true },
	{ name: 'challenge, public', path: () => `/organizer/challenges/${market.challenge.id}` },
	{ name: 'challenge preview', path: () => `/organizer/challenges/${market.challenge.draft}/preview` },
	{ name: 'agreements of a company', path: () => '/organizer/agreements' },
	{ name: 'royalties of a company', path: () => '/organizer/royalties' },
	{ name: 'awards, before the reveal', path: () => `/organizer/challenges/${market.challenge.id}/awards` },
	{ name: 'confidential papers', path: () => `/organizer/challenges/${market.challenge.id}/attachments` },
	{ name: 'record, before the decision', path: () => `/organizer/challenges/${market.challenge.id}/record` },
	{ name: 'entries, before the reveal', path: () => `/organizer/challenges/${market.challenge.id}/entries` },
	{ name: 'judging, sealed', path: () => `/organizer/challenges/${market.challenge.id}/judging`, main: true },
	{ name: 'organisation', path: () => `/account/organisations/${market.popup.organisation}` }
];
const desk: Place[] = [
	{ name: 'queue', path: () => '/desk', main: true },
	{ name: 'submission', path: () => `/desk/submissions/${market.waiting}`, main: true },
	{ name: 'submission, whole', path: () => `/desk/submissions/${market.waiting}?tab=whole` },
	{ name: 'submission, history', path: () => `/desk/submissions/${market.waiting}?tab=history` },
	{ name: 'submission of an organisation', path: () => `/desk/submissions/${market.checked}`, main: true },
	{ name: 'organisations', path: () => '/desk/organisations' },
	{ name: 'organisations, nothing found', path: () => '/desk/organisations?q=qwertzuiop' },
	{ name: 'organisation', path: () => `/desk/organisations/${market.maker.organisation}` },
	{ name: 'decisions', path: () => '/desk/decisions' },
	{ name: 'returns', path: () => '/desk/returns', main: true },
	{ name: 'returns of an order', path: () => `/desk/returns/${market.studioOrder}` },
	{ name: 'reviews', path: () => '/desk/reviews', main: true },
	{ name: 'reported messages', path: () => `/desk/threads/${market.talked}` },
	{ name: 'replies', path: () => '/desk/replies' },
	{ name: 'money', path: () => '/desk/money', main: true },
	{ name: 'payouts', path: () => '/desk/money/payouts' },
	{ name: 'payout batch', path: () => `/desk/money/payouts/${market.batch}`, main: true },
	{ name: 'payout statement', path: () => `/desk/money/statements/${market.payout}` },
	{ name: 'money, rows', path: () => '/desk/money?account=clearing' },
	{ name: 'money rules', path: () => '/desk/money/rules' },
	{ name: 'commission on transfers', path: () => '/desk/money/commission' },
	{ name: 'disputes', path: () => '/desk/money/disputes' },
	{ name: 'books against Stripe', path: () => '/desk/money/reconciliation' },
	{ name: 'documents', path: () => '/desk/documents', main: true },
	{ name: 'venues', path: () => '/desk/venues' },
	{ name: 'challenges', path: () => '/desk/challenges', main: true },
	{ name: 'challenge as it will be', path: () => `/desk/challenges/${market.challenge.id}` },
	{ name: 'submission of a challenge', path: () => `/desk/submissions/${market.challenge.submission}` },
	{ name: 'challenges, what stands still', path: () => '/desk/challenges/still' },
	{ name: 'challenges from brief to sale', path: () => '/desk/challenges/chain', main: true },
	{ name: 'challenges, material', path: () => '/desk/challenges/material', main: true },
	{ name: 'techniques', path: () => '/desk/techniques', main: true },
	{ name: 'jobs', path: () => '/desk/jobs', main: true },
	{ name: 'letters', path: () => '/desk/jobs?view=letters', main: true }
];

area(
	'studio',
	studio,
	signedIn(() => market.maker.email, '/studio')
);
area(
	'organizer',
	organizer,
	signedIn(() => market.popup.email, '/organizer')
);
area(
	'desk',
	desk,
	signedIn(() => market.deskMail, '/desk')
);
