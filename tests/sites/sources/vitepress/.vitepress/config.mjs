import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'Tide tables',
  description: 'When the water comes and goes',
  themeConfig: {
    nav: [{ text: 'Guide', link: '/guide/start' }, { text: 'About', link: '/about' }],
    search: { provider: 'local' },
    sidebar: [
      { text: 'Guide', items: [{ text: 'Start', link: '/guide/start' }, { text: 'Version 1.0', link: '/v1.0/' }] },
    ],
  },
})
