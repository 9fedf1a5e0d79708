import Link from 'next/link'

export const dynamicParams = false

export function generateStaticParams() {
  return [{ slug: ['start'] }, { slug: ['v1.0'] }, { slug: ['install', 'linux'] }]
}

export default async function Doc({ params }) {
  const { slug } = await params
  return (
    <main>
      <h1>{slug.join(' ')}</h1>
      <Link href="/docs/install/linux">Linux</Link>
    </main>
  )
}
