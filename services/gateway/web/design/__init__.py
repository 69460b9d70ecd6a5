"""The page that shows the design: colours and components."""
