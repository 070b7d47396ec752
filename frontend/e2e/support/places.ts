/**
 * What holds for every kind of page, with content on it: no finding by axe (WCAG 2.2 A and AA) on a phone, and on a desk
 * for the main ones; nothing scrolls sideways at 320 px; one first heading, a title, the language of the page.
 */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { signIn, somebody } from './people.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** A page to look at. */
export interface Place {
	name: string;
	path: () => string;
	/** Also on a desk. */
	main?: boolean;
	language?: string;
}

/** Shows the page and waits until nothing loads any more. */
async function show(page: Page, path: string): Promise<void> {
	await page.goto(path);
	await expect(page.getByRole('heading', { level: 1 }).first()).toBeAttached();
	await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/** By axe, with the whole page in view: what the bar at the bottom of a phone covers for the moment is no finding. */
async function findings(page: Page): Promise<string[]> {
	const { width = 390 } = page.viewportSize() ?? {};
	const whole = await page.evaluate(() => document.documentElement.scrollHeight);
	await page.setViewportSize({ width, height: Math.min(whole + 120, 14_000) });
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	return violations.map(
		({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.failureSummary})`).join('; ')}`
	);
}

/** What makes the page scroll sideways: nothing, or the deepest boxes that reach over its edge. */
async function sideways(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const root = document.documentElement;
		if (root.scrollWidth <= root.clientWidth) return [];
		const over = [...document.querySelectorAll('body *')].filter(
			(box) => box.getBoundingClientRect().right > root.clientWidth + 1
		);
		return over
			.filter((box) => !over.some((other) => other !== box && box.contains(other)))
			.map((box) => `${box.tagName}.${box.className} ${box.textContent?.trim().slice(0, 40)}`);
	});
}

/** Looks at each place as `enter` comes in. */
export function area(title: string, places: Place[], enter: (browser: Browser) => Promise<Page>): void {
	test.describe(title, () => {
		let page: Page;
		test.beforeAll(async ({ browser }) => {
			page = await enter(browser);
		});
		test.afterAll(async () => {
			await page?.context().close();
		});
		for (const place of places) {
			test(place.name, async () => {
				await page.setViewportSize({ width: 390, height: 844 });
				await show(page, place.path());
				await expect(page).toHaveTitle(/Modrotisk/);
				await expect(page.locator('html')).toHaveAttribute('lang', place.language ?? 'sl');
				await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
				expect(await sideways(page), 'sideways at 390').toEqual([]);
				expect(await findings(page), 'axe at 390').toEqual([]);
				await page.setViewportSize({ width: 320, height: 640 });
				expect(await sideways(page), 'sideways at 320').toEqual([]);
				if (place.main) {
					await page.setViewportSize({ width: 1280, height: 900 });
					expect(await sideways(page), 'sideways at 1280').toEqual([]);
					expect(await findings(page), 'axe at 1280').toEqual([]);
				}
			});
		}
	});
}

/** Comes in as somebody with this address. */
export const signedIn = (mail: () => string, next: string) => async (browser: Browser) => {
	const who = await somebody(browser, 'sl', 390);
	await signIn(who, mail(), next);
	return who.page;
};
