/**
 * The pages against the real binary: a fresh folder, an empty database, a free port. Nothing is simulated; what a test
 * needs it makes through the interface, or, where the interface is not what it is about, through the API.
 *
 * A page waits for its server longer than either works, so two files run side by side, each on a server of its own: what
 * one changes for everybody (a rule of the desk, a batch of payouts) the other never sees.
 */
import { defineConfig } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const lanes = [0, 1];
// Chosen once by the first process and handed to the workers by the environment.
process.env.E2E_FIRST_PORT ??= String(20_000 + 2 * (process.pid % 10_000));
process.env.E2E_FOLDERS ??= mkdtempSync(join(tmpdir(), 'modrotisk-e2e-'));
const port = (lane: number) => String(Number(process.env.E2E_FIRST_PORT) + lane);
const folder = (lane: number) => join(process.env.E2E_FOLDERS ?? '', String(lane));
const address = (lane: number) => `http://localhost:${port(lane)}`;

/** Which server this worker asks; the first process asks none. */
const mine = Number(process.env.TEST_PARALLEL_INDEX ?? 0);
process.env.E2E_PORT = port(mine);
process.env.E2E_FOLDER = folder(mine);

export default defineConfig({
	testDir: 'e2e',
	outputDir: 'test-results',
	fullyParallel: false,
	workers: lanes.length,
	retries: 0,
	timeout: 240_000,
	expect: { timeout: 20_000 },
	reporter: [['list'], ['./e2e/support/count-reporter.ts']],
	use: {
		baseURL: address(mine),
		locale: 'sl-SI',
		timezoneId: 'Europe/Ljubljana',
		reducedMotion: 'reduce',
		actionTimeout: 20_000,
		navigationTimeout: 30_000,
		screenshot: 'only-on-failure',
		trace: 'retain-on-failure',
		launchOptions: {
			executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--disable-background-networking',
				'--disable-sync'
			]
		}
	},
	webServer: lanes.map((lane) => ({
		command: 'node e2e/support/serve.mjs',
		env: { E2E_PORT: port(lane), E2E_FOLDER: folder(lane) },
		url: `${address(lane)}/readyz`,
		timeout: 120_000,
		reuseExistingServer: false,
		stdout: 'ignore' as const,
		stderr: 'pipe' as const,
		gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 }
	}))
});
