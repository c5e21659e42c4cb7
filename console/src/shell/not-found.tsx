import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { IconMapOff } from '@tabler/icons-react'
import { Frame } from '../sign-in/sign-in-page.tsx'
import { Panel } from '../ui/panel.tsx'

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Frame>
      <Panel
        icon={<IconMapOff size={20} />}
        title="There is no such page"
        actions={
          <Button renderRoot={(props) => <Link to="/live-events" {...props} />}>
            Go to Live Events
          </Button>
        }
      >
        <p>The address may be mistyped, or the page has moved.</p>
      </Panel>
    </Frame>
  )
}
