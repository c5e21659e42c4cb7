import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { Panel } from '../ui/panel.tsx'

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Panel
      title="There is no such page"
      actions={<Button renderRoot={(props) => <Link to="/" {...props} />}>Go home</Button>}
    >
      <p>The address may be mistyped, or what it showed has been deleted.</p>
    </Panel>
  )
}
