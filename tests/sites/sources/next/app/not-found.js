export default function NotFound() {
  return <h1>No such tide</h1>
}
