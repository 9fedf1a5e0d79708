export const load = () => ({ harbour: 'Cork' })
