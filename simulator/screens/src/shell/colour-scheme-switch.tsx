import { ActionIcon, Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { createElement } from 'react'

const choices = [
  { scheme: 'auto', word: 'System', icon: IconDeviceDesktop },
  { scheme: 'light', word: 'Light', icon: IconSun },
  { scheme: 'dark', word: 'Dark', icon: IconMoon },
] as const satisfies readonly { scheme: MantineColorScheme; word: string; icon: typeof IconSun }[]

/** Dark and light follow the system until somebody chooses. */
export function ColourSchemeSwitch() {
  // Mantine would stop transitions with a <style> element, which the content security policy refuses.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const chosen = choices.find(({ scheme }) => scheme === colorScheme) ?? choices[0]
  return (
    <Menu position="bottom-end" width={150} shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={`Colour scheme: ${chosen.word}`} title="Colour scheme">
          {createElement(chosen.icon, { size: 16 })}
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ scheme, word, icon }) => (
          <Menu.Item
            key={scheme}
            leftSection={createElement(icon, { size: 15 })}
            rightSection={scheme === colorScheme ? <IconCheck size={14} /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {word}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
