/** What every page promises: no finding by axe, one first heading, and nothing that scrolls sideways at 320 px. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function isClean(page: Page, name: string): Promise<void> {
	await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
	await expect(page.locator('[aria-busy="true"]'), name).toHaveCount(0);
	const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
	expect(
		violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join()}`),
		name
	).toEqual([]);
	const before = page.viewportSize() ?? { width: 1280, height: 900 };
	await page.setViewportSize({ width: 320, height: 640 });
	expect(
		await page.evaluate(() => document.documentElement.scrollWidth),
		`${name} at 320`
	).toBeLessThanOrEqual(320);
	await page.setViewportSize(before);
}
