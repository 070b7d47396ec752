/** The main job, through the interface: a creator lists, the coordinator approves, a buyer purchases, an organizer schedules. */
import { expect, test } from '@playwright/test';
import { letterTo, linkIn, makeCoordinator, neighbour, person, visitor, type Caller } from './support/api.ts';
import {
	approves,
	founds,
	looksUp,
	onboards,
	opensAtDesk,
	signIn,
	somebody,
	type Person
} from './support/people.ts';
import { picture } from './support/picture.ts';
import type { Language } from './support/words.ts';

interface Story {
	language: Language;
	shop: { search: string; cart: RegExp; order: RegExp; popup: (slug: string) => string };
}
const stories: Story[] = [
	{
		language: 'sl',
		shop: {
			search: '/izdelki',
			cart: /\/kosarica$/,
			order: /\/narocilo\//,
			popup: (slug) => `/pop-upi/${slug}`
		}
	},
	{
		language: 'en',
		shop: {
			search: '/en/products',
			cart: /\/en\/cart$/,
			order: /\/en\/order\//,
			popup: (slug) => `/en/pop-ups/${slug}`
		}
	}
];

for (const { language, shop } of stories) {
	test.describe.serial(`the main job in ${language}`, () => {
		const tag = language.toUpperCase();
		const studio = `Modra Štampa ${tag}`;
		const organizer = `Odprta hala ${tag}`;
		const product = `Predpasnik Lontrg ${tag}`;
		const event = `Zimska izložba ${tag}`;
		const makerMail = `ajda-${language}@example.org`;
		const organizerMail = `hala-${language}@example.org`;
		const buyerMail = `kupka-${language}@example.org`;
		const deskMail = `petra-${language}@example.org`;

		let desk: Person;
		let maker: Person;
		let host: Person;
		let deskApi: Caller;
		let other: { slug: string };
		let orderLink = '';

		test.beforeAll(async ({ browser }) => {
			deskApi = await person(deskMail, 'Petra Zorman', language);
			await makeCoordinator(deskMail);
			other = await neighbour(deskApi, `Dreta ${tag}`);
			desk = await somebody(browser, language);
			maker = await somebody(browser, language);
			host = await somebody(browser, language);
		});
		test.afterAll(async () => {
			for (const one of [desk, maker, host]) await one?.page.context().close();
		});

		test('a creator registers, follows the mail, and submits her studio', async () => {
			await founds(maker, {
				name: 'Ajda Modrnik',
				email: makerMail,
				kind: 'studio',
				organisation: studio,
				town: 'Škofja Loka'
			});
			await onboards(maker, studio, makerMail);
		});

		test('the coordinator approves the studio', async () => {
			await signIn(desk, deskMail, '/desk');
			await opensAtDesk(desk, studio);
			await looksUp(desk, 'desk_check_register');
			await approves(desk);
			await letterTo(makerMail, new RegExp(studio));
		});

		test('the creator lists a product with a picture', async () => {
			const { page, t } = maker;
			await page.goto('/studio/listings');
			await page
				.getByRole('button', { name: t('studio_new_listing') })
				.first()
				.click();
			await expect(page).toHaveURL(/\/studio\/listings\/prd_/);
			await page.locator('#part-pictures input[type=file]').last().setInputFiles({
				name: 'predpasnik.png',
				mimeType: 'image/png',
				buffer: picture()
			});
			const alt = page.locator('input[id^="alt-med_"]');
			await expect(alt).toBeVisible({ timeout: 60_000 });
			await inSlovenian(page, '#part-pictures');
			await alt.fill('Moder predpasnik z belim vzorcem na obešalniku');
			await inSlovenian(page, '#part-text');
			await page.locator('#f-name-sl').fill(product);
			await page.locator('#f-description-sl').fill('Predpasnik iz lanu; nosi do 20 kg orodja.');
			await page.locator('#f-category').selectOption('kitchen');
			await page.locator('#f-town').selectOption('skofja-loka');
			await page.locator('#f-techniques').selectOption('blueprint');
			if ((await page.locator('#f-materials .mat__r select').count()) === 0)
				await page
					.locator('#part-make')
					.getByRole('button', { name: t('listing_material_add') })
					.click();
			await page.locator('#f-materials .mat__r select').first().selectOption('linen');
			await page.locator('#f-materials .mat__r input').first().fill('100');
			await page.locator('#f-dimensions_mm-length').fill('88');
			await page.locator('#f-dimensions_mm-width').fill('78');
			await page.locator('#f-dimensions_mm-height').fill('1');
			await page.locator('#f-weight_g').fill('0,34');
			await page.locator('#f-variants-0-price').fill('64,00');
			await page.locator('#f-lead_time_days').fill('3');
			await page.getByLabel(t('listing_no_warnings')).check();
			const submit = page.getByRole('button', { name: t('listing_submit') });
			await expect(submit).not.toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 });
			await submit.click();
			await expect(page.getByRole('button', { name: t('listing_withdraw') })).toBeVisible();
		});

		test('the coordinator asks for changes, with reasons, and cannot without', async () => {
			const { page, t } = desk;
			await opensAtDesk(desk, product);
			await page.locator('body').press('d');
			await expect(page.locator('#facts')).toBeFocused();
			await page.getByRole('button', { name: t('desk_send_next') }).click();
			await expect(page.getByText(t('desk_missing_ground')).first()).toBeVisible();
			await page.locator('#ground').selectOption('terms');
			await page.locator('#clause').fill('5.2');
			await page.locator('#facts').fill('Navedite preskus ali popravite nosilnost 20 kg.');
			await page
				.getByRole('button', {
					name: new RegExp(`^${t('desk_note_add')} ?: ${t('desk_field_description')}$`)
				})
				.click();
			await page
				.getByLabel(t('desk_note_to', { field: t('desk_field_description') }), { exact: true })
				.fill('20 kg?');
			await page.getByRole('button', { name: t('desk_send_next') }).click();
			await expect(page.getByText(t('desk_decided_toast', { title: product }))).toBeVisible();
		});

		test('the creator reads the reasons, by mail and on screen, and submits again', async () => {
			const { page, t } = maker;
			const letter = await letterTo(makerMail, /nosilnost 20 kg/);
			expect(letter.text).toContain('5.2');
			await page.goto('/studio/listings');
			await page.getByRole('link', { name: product }).click();
			await expect(page.getByText('Navedite preskus ali popravite nosilnost 20 kg.')).toBeVisible();
			await inSlovenian(page, '#part-text');
			await page.locator('#f-description-sl').fill('Predpasnik iz lanu; nosi do 12 kg orodja.');
			const submit = page.getByRole('button', { name: t('listing_submit') });
			await expect(submit).not.toHaveAttribute('aria-disabled', 'true');
			await submit.click();
			await expect(page.getByRole('button', { name: t('listing_withdraw') })).toBeVisible();
		});

		test('the coordinator sees what changed since, word by word, and approves', async () => {
			const { page } = desk;
			await opensAtDesk(desk, product);
			await expect(page.locator('.diff del', { hasText: '20' })).toBeVisible();
			await expect(page.locator('.diff ins', { hasText: '12' })).toBeVisible();
			await approves(desk);
		});

		test('the creator counts her stock', async () => {
			const { page, t } = maker;
			await page.goto('/studio/stock');
			await page
				.getByRole('row', { name: new RegExp(product) })
				.getByRole('button')
				.click();
			await page.locator('#f-delta').fill('7');
			await page.getByRole('button', { name: t('stock_correct_do') }).click();
			await expect(page.getByRole('row', { name: new RegExp(product) })).toContainText('7');
		});

		test('a guest finds it, adds a second maker, and pays in the sandbox', async ({ browser }) => {
			const guest = await somebody(browser, language);
			const { page, t } = guest;
			await page.goto(`${shop.search}?q=lontrg`);
			await page.getByRole('link', { name: product }).first().click();
			await expect(page.getByRole('heading', { level: 1, name: product })).toBeVisible();
			await page
				.getByRole('button', { name: t('cart_add') })
				.first()
				.click();
			await page
				.getByRole('link', { name: t('cart_view') })
				.first()
				.click();
			await page.goto(`${shop.search}/${other.slug}`);
			await page
				.getByRole('button', { name: t('cart_add') })
				.first()
				.click();
			await page
				.getByRole('link', { name: t('cart_view') })
				.first()
				.click();
			await expect(page).toHaveURL(shop.cart);
			await expect(page.locator('article.parcel')).toHaveCount(2);
			await page.getByRole('link', { name: t('to_checkout') }).click();
			await page.locator('#co-name').fill('Neža Kupka');
			await page.locator('#co-email').fill(buyerMail);
			await page.locator('#co-street').fill('Cankarjeva 3');
			await page.locator('#co-postcode').fill('4000');
			await page.locator('#co-city').fill('Kranj');
			await page.locator('#co-terms').check();
			await page.getByRole('button', { name: t('order_button') }).click();
			await page.getByRole('button', { name: t('sandbox_pay') }).click();
			await expect(page).toHaveURL(shop.order);
			await expect(page.locator('article.parcel')).toHaveCount(2);
			await expect(page.getByText(t('order_lead_paid', { email: buyerMail }))).toBeVisible();
			orderLink = new URL(page.url()).pathname;
			const letter = await letterTo(buyerMail, new RegExp(product));
			expect(linkIn(letter.text, shop.order).split('?')[0]).toBe(orderLink);
			await page.context().close();
		});

		test('the creator packs and ships; the buyer sees it on the page from the mail', async ({ browser }) => {
			const { page, t } = maker;
			await page.goto('/studio/orders');
			await page.getByRole('link', { name: /MT-/ }).first().click();
			await page.getByRole('button', { name: t('studio_accept') }).click();
			await page.getByRole('button', { name: t('studio_ship'), exact: true }).click();
			await page.locator('#f-carrier').fill('Pošta Slovenije');
			await page.locator('#f-tracking_number').fill('SI123456789');
			await page.getByRole('button', { name: t('studio_ship_do') }).click();
			await expect(page.getByText('SI123456789')).toBeVisible();
			await letterTo(buyerMail, /SI123456789/);
			const guest = await somebody(browser, language);
			await guest.page.goto(orderLink);
			await expect(guest.page.getByText('SI123456789')).toBeVisible();
			await guest.page.context().close();
		});

		test('an organizer registers and is approved', async () => {
			await founds(host, {
				name: 'Matej Halar',
				email: organizerMail,
				kind: 'organizer',
				organisation: organizer,
				town: 'Kranj'
			});
			await onboards(host, organizer, organizerMail);
			await opensAtDesk(desk, organizer);
			await approves(desk);
		});

		test('the organizer schedules a pop-up: hall, days, programme, a maker; and submits it', async () => {
			const { page, t } = host;
			await page.goto('/organizer');
			await page
				.getByRole('button', { name: t('organizer_new') })
				.first()
				.click();
			await page.locator('#new-title').fill(event);
			await page.getByRole('button', { name: t('organizer_create') }).click();
			await expect(page).toHaveURL(/\/organizer\/events\/pop_/);
			await page.locator('#f-description').fill('Darila iz treh izzivov na enem mestu.');
			await page.locator('#f-admission').fill('vstop prost');
			await page.locator('#f-access').fill('Pritličje brez stopnic.');
			await page.getByRole('button', { name: t('organizer_day_add') }).click();
			await page.locator('#f-days-0-date').fill('2027-12-11');
			await page.getByRole('button', { name: t('organizer_day_add') }).click();
			await expect(page.locator('#f-days-1-date')).toHaveValue('2027-12-12');
			await page.getByRole('button', { name: t('organizer_venue_new') }).click();
			const dialog = page.getByRole('dialog');
			await dialog.locator('#v-name').fill(`Klobučarna ${tag}`);
			await dialog.locator('#v-address').fill('Fužinska ulica 1');
			await dialog.locator('#v-postal_code').fill('4220');
			await dialog.locator('#v-town').fill('Škofja Loka');
			await dialog.locator('#v-latitude').fill('46,1655');
			await dialog.locator('#v-longitude').fill('14,3063');
			await dialog.getByRole('button', { name: t('save') }).click();
			await expect(page.locator('.chosen', { hasText: `Klobučarna ${tag}` })).toBeVisible();
			await page.getByRole('button', { name: t('organizer_programme_add') }).click();
			await page.locator('#p-title').fill('Odprtje z modrimi trakovi');
			await page.locator('#p-starts').fill('17:00');
			await page
				.getByRole('dialog')
				.getByRole('button', { name: t('save') })
				.click();
			await expect(page.getByText('Odprtje z modrimi trakovi')).toBeVisible();
			await page.getByLabel(t('organizer_makers_search')).fill('modra');
			await page
				.getByRole('button', { name: new RegExp(`^${t('organizer_makers_invite')} ?: ${studio}$`) })
				.click();
			await expect(page.getByText(t('organizer_maker_invited'), { exact: true })).toBeVisible();
			const submit = page.getByRole('button', { name: t('organizer_submit') });
			await expect(page.getByText(t('organizer_check_ready'))).toBeVisible();
			await submit.click();
			await expect(page.getByText(t('organizer_in_review_title'))).toBeVisible();
		});

		test('the coordinator approves the pop-up, the maker confirms', async () => {
			await opensAtDesk(desk, event);
			await approves(desk);
			const { page, t } = maker;
			await letterTo(makerMail, new RegExp(event));
			await page.goto('/studio/popups');
			const row = page.locator('li.panel', { hasText: event });
			await row.getByRole('button', { name: t('popups_studio_confirm') }).click();
			await expect(row.getByText(t('organizer_maker_confirmed'))).toBeVisible();
			await row.getByRole('button', { name: t('popups_studio_products') }).click();
			await page.getByRole('dialog').getByLabel(product).check();
			await page
				.getByRole('dialog')
				.getByRole('button', { name: t('save') })
				.click();
			await expect(page.getByText(t('organizer_products_saved'))).toBeVisible();
		});

		test('the public sees it: list, month, page, calendar feed', async ({ browser }) => {
			const guest = await somebody(browser, language);
			const { page } = guest;
			await page.goto(shop.popup('').replace(/\/$/, ''));
			await page.getByRole('link', { name: event }).first().click();
			await expect(page.getByRole('heading', { level: 1, name: event })).toBeVisible();
			await expect(page.getByRole('link', { name: new RegExp(studio) })).toBeVisible();
			await expect(page.getByText('Odprtje z modrimi trakovi')).toBeVisible();
			await expect(page.getByRole('link', { name: product })).toBeVisible();
			const slug = new URL(page.url()).pathname.split('/').at(-1) ?? '';
			await page.goto(`${shop.popup('').replace(/\/$/, '')}?month=2027-12`);
			await expect(page.getByRole('gridcell', { name: new RegExp(event) })).toHaveCount(2);
			for (const address of ['/calendar.ics', `/popups/${slug}.ics`]) {
				const feed = await page.request.get(address);
				expect(feed.headers()['content-type']).toContain('text/calendar');
				const text = (await feed.text()).replace(/\r\n[ \t]/g, '');
				expect(text).toContain(event);
				expect(text).toMatch(/DTSTART[^\r\n]*20271211T/);
			}
			await page.context().close();
			// Everything that was done here still adds up.
			expect((await visitor.get('/storefront/popups')).items.length).toBeGreaterThan(0);
		});
	});
}

/** The language tabs of a part of the listing editor: the reference language, whatever the interface speaks. */
async function inSlovenian(page: Person['page'], part: string): Promise<void> {
	const tab = page
		.locator(part)
		.getByText(/^slovenščina/)
		.first();
	if (await tab.count()) await tab.click();
}
