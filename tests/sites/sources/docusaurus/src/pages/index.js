import Link from '@docusaurus/Link'
import Layout from '@theme/Layout'

export default function Home() {
  return (
    <Layout title="Home" description="When the water comes and goes">
      <main style={{ padding: '2rem' }}>
        <h1>Tide tables</h1>
        <Link className="button button--primary" to="/docs/start">Start</Link>
        <img src="/img/chart.png" alt="A chart" />
      </main>
    </Layout>
  )
}
