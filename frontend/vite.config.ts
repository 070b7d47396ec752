import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { defineConfig } from 'vitest/config';

/** Where the binary listens while the pages are served by `npm run dev`. */
const backend = process.env.MODROTISK_BACKEND ?? 'http://localhost:8080';

export default defineConfig({
	plugins: [
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['baseLocale'],
			emitReadme: false,
			emitGitIgnore: true
		}),
		sveltekit({
			adapter: adapter({ pages: 'build', assets: 'build', fallback: 'app-shell.html', precompress: true }),
			serviceWorker: { register: false }
		})
	],
	// Nothing is inlined: the content policy allows fonts and scripts from files only.
	build: { target: 'es2022', assetsInlineLimit: 0 },
	server: {
		port: 5173,
		proxy: Object.fromEntries(
			['/api', '/media', '/calendar.ics', '^/popups/.*\\.ics'].map((path) => [path, backend])
		)
	},
	test: {
		include: ['src/**/*.test.ts'],
		environment: 'node',
		isolate: false,
		pool: 'threads',
		// The page compiler keeps a watcher open that nobody waits for.
		teardownTimeout: 1000
	}
});
